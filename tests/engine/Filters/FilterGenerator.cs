using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CsClientCertificate.Tests.Filters;

/// <summary>Makes conditions that Where-Object and -Filter should agree on, from the values that users have and from others near them.</summary>
internal sealed class FilterGenerator(int seed, IReadOnlyList<PSObject> users)
{
    private static readonly string[] Texts =
    [
        "Identity", "DistinguishedName", "Name", "SipAddress", "RegistrarPool", "HomeServer", "DisplayName", "SamAccountName", "UserPrincipalName",
        "LineURI", "FirstName", "LastName", "Department", "Title", "VoicePolicy", "HostingProvider", "PrivateLine", "WindowsEmailAddress", "Sid",
    ];

    /// <summary>With several values: a comparison gives the elements that pass.</summary>
    private static readonly string[] Lists = ["ProxyAddresses", "ObjectClass", "AcpInfo"];

    private static readonly string[] Booleans =
    [
        "Enabled", "EnterpriseVoiceEnabled", "EnabledForFederation", "EnabledForRichPresence", "PublicNetworkEnabled", "AudioVideoDisabled",
        "HostedVoiceMail",
    ];

    private static readonly string[] Times = ["WhenCreated", "WhenChanged"];

    private static readonly string[] Guids = ["ObjectId", "Guid"];

    private static readonly string[] Anything =
        ["$null", "$true", "$false", "''", "0", "1", "-1", "'True'", "'False'", "512", "514", "'NormalAccount'", "'x'", "1.5", "5kb"];

    private static readonly string[] Equality = ["-eq", "-ne"];

    private static readonly string[] Order = ["-eq", "-ne", "-gt", "-ge", "-lt", "-le"];

    private static readonly string[] Likeness = ["-like", "-notlike", "-ilike"];

    private readonly Random _random = new(seed);

    public IEnumerable<string> Take(int count) => Enumerable.Range(0, count).Select(_ => Condition(3));

    private string Condition(int depth) => _random.Next(depth > 0 ? 10 : 6) switch
    {
        < 6 => Comparison(),
        6 => $"({Condition(depth - 1)})",
        7 => $"-not ({Condition(depth - 1)})",
        8 => $"({Condition(depth - 1)}) -and ({Condition(depth - 1)})",
        _ => $"{Comparison()} -or {Comparison()} -and !({Condition(depth - 1)})",
    };

    private string Comparison() => _random.Next(14) switch
    {
        12 => $"$_.{One(Lists)} {One(Equality)} {One(["'user'", "'sip:ken.myer@litwareinc.com'", "$null", "''", "'x'"])}",
        13 => $"$_.{One(Lists)} {One(Likeness)} {One(["'sip:*'", "'*'", "'u*'", "'*x*'"])}",
        < 4 => Text(One(Texts)),
        < 6 => $"$_.{One(Texts)} {One(Likeness)} {Pattern(One(Texts))}",
        6 => $"$_.{One(Booleans)} {One(Order)} {One(Anything)}",
        7 => $"$_.UserAccountControl {One(Order)} {One(_random.Next(2) == 0 ? Anything : ["512", "'AccountDisabled, NormalAccount'", "514", "'514'", "'Lockout'", "66048"])}",
        8 => $"$_.UserAccountControl {One(Likeness)} {One(["'*Disabled*'", "'Normal*'", "$null", "'*'", "5*", "'None'"]).Replace("5*", "'5*'")}",
        9 => $"$_.{One(Times)} {One(Order)} {Time()}",
        10 => $"$_.{One(Guids)} {One(_random.Next(2) == 0 ? Equality : Likeness)} {Guid()}",
        _ => $"$_.{One(Booleans)} {One(Likeness)} {One(["'t*'", "'*'", "''", "'False'"])}",
    };

    private string Text(string property) =>
        $"$_.{property} {One(Equality)} {(_random.Next(4) == 0 ? One(Anything) : Quoted(Changed(Value(property)?.ToString() ?? "")))}";

    // İ is an i to the regular expressions that PowerShell makes of [ ], and none to the ordinal comparison.
    private string Pattern(string property)
    {
        var text = Value(property)?.ToString() ?? "";
        if (!text.All(c => char.IsAscii(c) && c is not ('[' or ']' or '`')))
        {
            return "'*e*'";
        }

        var from = _random.Next(text.Length + 1);
        return _random.Next(4) switch
        {
            0 => Quoted(Changed(text[..from]) + "*"),
            1 => Quoted("*" + Changed(text[from..])),
            2 => Quoted(text.Length == 0 ? "?*" : text.Remove(Math.Min(from, text.Length - 1), 1).Insert(Math.Min(from, text.Length - 1), "?")),
            _ => Quoted("[b-h]*" + Changed(text[from..])),
        };
    }

    private string Time()
    {
        var time = Value(One(Times)) is DateTime value ? value : new DateTime(2017, 3, 4);
        time = time.AddSeconds(_random.Next(3) - 1);
        return _random.Next(5) switch
        {
            0 => One(["$null", "'2017-05-31'", "'nonsense'", "'31/05/2017'"]),
            1 => $"[datetime]'{time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}'",
            _ => $"'{time.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture)}'",
        };
    }

    private string Guid() => _random.Next(4) switch
    {
        0 => One(["$null", "'nonsense'", "'*a*'", "'?*-*'"]),
        1 => $"'{Value("Guid")}'".ToUpperInvariant(),
        2 => $"'{{{Value("Guid")}}}'",
        _ => $"'{Value("Guid")}'",
    };

    // The language's rules and the ordinal ones agree on case within ASCII.
    private string Changed(string text) => _random.Next(3) switch
    {
        0 when text.All(char.IsAscii) => text.ToUpperInvariant(),
        1 when text.All(char.IsAscii) => text.ToLowerInvariant(),
        _ => text,
    };

    private object? Value(string property) => users[_random.Next(users.Count)].Properties[property]?.Value;

    private string One(string[] choices) => choices[_random.Next(choices.Length)];

    private static string Quoted(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}
