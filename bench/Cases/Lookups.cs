using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Random users of the large registry by text, in every documented form.</summary>
internal static class Lookups
{
    private const int Count = 100_000;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var users = data.Random(Count, 3).ToArray();
        using var session = surroundings.Session(data)
            .Set("Sip", Texts(users, user => user.SipAddress))
            .Set("Upn", Texts(users, user => user.UserPrincipalName))
            .Set("Logon", Texts(users, user => user.Logon))
            .Set("Name", Texts(users, user => user.DisplayName))
            .Set("Dn", Texts(users, user => user.DistinguishedName));

        // A program over SQLite takes the floor's time in PowerShell and raw's in the database, and sees, as the command does, what was
        // committed before each question.
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => session.Time("$Sip | Get-FloorCertificate > $null")),
            Raws("Sip", PlainDatabase.BySipAddress, user => user.SipAddress), Ours("Sip"),
            Raws("Upn", PlainDatabase.ByUserPrincipalName, user => user.UserPrincipalName), Ours("Upn"),
            Raws("Logon", PlainDatabase.ByLogon, user => user.SamAccountName), Ours("Logon"),
            Raws("Name", PlainDatabase.ByDisplayName, user => user.DisplayName), Ours("Name"),
            Raws("Dn", PlainDatabase.ByDistinguishedName, user => user.DistinguishedName), Ours("Dn"));
        var report = surroundings.Report;
        var size = FormattableString.Invariant($"registry of {data.Users:N0}");
        foreach (var (form, name) in ((string, string)[])[("Sip", "SIP addresses"), ("Upn", "UPNs"), ("Logon", "domain\\logon"),
            ("Name", "display names"), ("Dn", "distinguished names")])
        {
            report.AtMost($"100,000 {name}, {size}: module / (raw + floor)",
                rounds.Each(t => t(form) / (t("raw " + form) + t("floor"))), 1.15, form == "Sip" ? rounds.ToString() : null);
        }

        (string, Func<double>) Raws(string form, string sql, Func<Person, string> text)
        {
            var texts = Raw.Texts(users.Select(text));
            return ("raw " + form, () => Raw.Lookups(data.Plain, sql, texts, Raw.Snapshot.OneEach, out _));
        }

        (string, Func<double>) Ours(string form) => (form, () => session.Time($"${form} | Get-CsClientCertificate > $null"));
    }

    private static string[] Texts(Person[] users, Func<Person, string> text) => users.Select(text).ToArray();
}
