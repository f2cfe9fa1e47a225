using System.Formats.Asn1;
using System.Security.Cryptography;

namespace CsClientCertificate.Bench.Data;

/// <summary>
/// A certificate with the form and size of a real one (RSA 2048, the usual extensions: about 800 bytes). Key and signature are noise,
/// which nobody checks: what counts is that it was published.
/// </summary>
internal sealed class GeneratedCertificate
{
    // Uniform over four years, so that the window of 1,000 among 3,000,000 is as dense whenever the benchmark runs.
    public static readonly DateTime FirstExpiry = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime LastExpiry = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private const int ModulusLength = 256;
    private readonly Person _person;

    public GeneratedCertificate(Person person, int number)
    {
        _person = person;
        var noise = new Noise((long)person.Index * Person.CertificateCount + number, 2);
        SerialNumber = new byte[16];
        noise.Fill(SerialNumber);
        // Positive and without a leading zero, so that the encoding is as long as the number.
        SerialNumber[0] = (byte)(SerialNumber[0] & 0x3F | 0x40);
        var seconds = (ulong)(LastExpiry - FirstExpiry).TotalSeconds;
        NotAfter = FirstExpiry.AddSeconds(noise.Next() % seconds);
        NotBefore = NotAfter.AddDays(-180);
        Der = Encode(noise);
        Thumbprint = SHA1.HashData(Der);
    }

    public byte[] SerialNumber { get; }
    public DateTime NotBefore { get; }
    public DateTime NotAfter { get; }
    public byte[] Der { get; }
    public byte[] Thumbprint { get; }

    /// <summary>The address alone, as the service writes it.</summary>
    public string SubjectName => _person.SipAddress["sip:".Length..];

    private byte[] Encode(Noise noise)
    {
        var key = new byte[ModulusLength];
        noise.Fill(key);
        key[0] |= 0x80;
        var signature = new byte[ModulusLength];
        noise.Fill(signature);

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                WriteContent(writer, key, noise);
            }

            WriteAlgorithm(writer, "1.2.840.113549.1.1.11");
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    private void WriteContent(AsnWriter writer, byte[] key, Noise noise)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteInteger(2);
        }

        writer.WriteInteger(SerialNumber);
        WriteAlgorithm(writer, "1.2.840.113549.1.1.11");
        WriteName(writer, "Communications Server");
        using (writer.PushSequence())
        {
            writer.WriteUtcTime(NotBefore);
            writer.WriteUtcTime(NotAfter);
        }

        WriteName(writer, SubjectName);
        using (writer.PushSequence())
        {
            WriteAlgorithm(writer, "1.2.840.113549.1.1.1");
            var inner = new AsnWriter(AsnEncodingRules.DER);
            using (inner.PushSequence())
            {
                inner.WriteIntegerUnsigned(key);
                inner.WriteInteger(65537);
            }

            writer.WriteBitString(inner.Encode());
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        {
            var identifier = new byte[20];
            noise.Fill(identifier);
            WriteExtension(writer, "2.5.29.14", inner => inner.WriteOctetString(identifier));
            WriteExtension(writer, "2.5.29.37", inner =>
            {
                using (inner.PushSequence())
                {
                    inner.WriteObjectIdentifier("1.3.6.1.5.5.7.3.2");
                }
            });
            WriteExtension(writer, "2.5.29.17", inner =>
            {
                using (inner.PushSequence())
                {
                    inner.WriteCharacterString(UniversalTagNumber.IA5String, _person.SipAddress, new Asn1Tag(TagClass.ContextSpecific, 6));
                }
            });
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, string identifier)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(identifier);
            writer.WriteNull();
        }
    }

    private static void WriteName(AsnWriter writer, string commonName)
    {
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
        }
    }

    private static void WriteExtension(AsnWriter writer, string identifier, Action<AsnWriter> write)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(identifier);
            using (writer.PushOctetString())
            {
                write(writer);
            }
        }
    }
}
