using System.Globalization;

namespace CsClientCertificate.Bench.Data;

/// <summary>Writes users as ldapsearch exports them: wrapped lines, certificates in base64.</summary>
internal static class LdifExport
{
    private const int Width = 76;

    /// <returns>Bytes of DER and of attribute values: what any registry of them has to hold.</returns>
    public static long Write(string path, int users)
    {
        long content = 0;
        using var writer = new StreamWriter(path, false, new System.Text.UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        for (var index = 0; index < users; index++)
        {
            content += Write(writer, new Person(index));
        }

        return content;
    }

    private static long Write(StreamWriter writer, Person person)
    {
        long content = 0;
        Text("dn", person.DistinguishedName);
        writer.WriteLine("objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: user");
        Text("cn", person.DisplayName, counts: false);
        Text("sn", person.Surname);
        Text("givenName", person.Given);
        Text("displayName", person.DisplayName);
        Text("department", person.Department);
        Text("title", person.Title);
        Text("sAMAccountName", person.SamAccountName);
        Text("userPrincipalName", person.UserPrincipalName);
        Text("userAccountControl", person.UserAccountControl.ToString(CultureInfo.InvariantCulture));
        Text("whenCreated", Time(person.WhenCreated));
        Text("whenChanged", Time(person.WhenChanged));
        Text("msRTCSIP-PrimaryUserAddress", person.SipAddress);
        Text("msRTCSIP-UserEnabled", "TRUE");
        Text("msRTCSIP-Line", person.LineUri);
        if (person.HomeServer is not null)
        {
            Text("msRTCSIP-PrimaryHomeServer", person.HomeServer);
        }

        Binary("objectGUID", person.ObjectGuid.ToByteArray());
        for (var number = 0; number < Person.CertificateCount; number++)
        {
            Binary("userCertificate;binary", person.Certificate(number).Der);
        }

        writer.WriteLine();
        return content;

        void Text(string name, string value, bool counts = true)
        {
            content += counts ? value.Length : 0;
            Wrap(writer, name + ": " + value);
        }

        void Binary(string name, byte[] value)
        {
            content += value.Length;
            Wrap(writer, name + ":: " + Convert.ToBase64String(value));
        }
    }

    private static void Wrap(StreamWriter writer, string line)
    {
        writer.WriteLine(line.AsSpan(0, Math.Min(line.Length, Width)));
        for (var start = Width; start < line.Length; start += Width - 1)
        {
            writer.Write(' ');
            writer.WriteLine(line.AsSpan(start, Math.Min(line.Length - start, Width - 1)));
        }
    }

    private static string Time(DateTime time) => time.ToString("yyyyMMddHHmmss'.0Z'", CultureInfo.InvariantCulture);
}
