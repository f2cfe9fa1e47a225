using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;

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

        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => session.Time("$Sip | Get-FloorCertificate > $null")),
            Ours("Sip"),
            ("sqlite", () => session.Time("$Sip | Get-SqliteCertificate -Path $Plain > $null")));
        var report = surroundings.Report;
        var size = FormattableString.Invariant($"registry of {data.Users:N0}");
        report.AtMost($"100,000 SIP addresses, {size}: module / floor", rounds.Ratio("Sip", "floor"), 3, rounds.ToString());
        report.AtMost($"100,000 SIP addresses, {size}: above the floor, module / sqlite",
            rounds.Each(t => (t("Sip") - t("floor")) / (t("sqlite") - t("floor"))), 0.5);

        var forms = new Rounds(surroundings.Scale.Rounds, Ours("Sip"), Ours("Upn"), Ours("Logon"), Ours("Name"), Ours("Dn"));
        report.AtMost($"by UPN / by SIP address, {size}", forms.Ratio("Upn", "Sip"), 1.3, forms.ToString());
        report.AtMost($"by domain\\logon / by SIP address, {size}", forms.Ratio("Logon", "Sip"), 1.3);
        report.AtMost($"by display name / by SIP address, {size}", forms.Ratio("Name", "Sip"), 1.3);
        report.AtMost($"by distinguished name / by SIP address, {size}", forms.Ratio("Dn", "Sip"), 1.3);

        (string, Func<double>) Ours(string form) => (form, () => session.Time($"${form} | Get-CsClientCertificate > $null"));
    }

    private static string[] Texts(Person[] users, Func<Person, string> text) => users.Select(text).ToArray();
}
