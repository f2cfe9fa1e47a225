namespace CsClientCertificate.Completion;

/// <summary>Completes the organizational units, containers and domains of users: by the distinguished name, or by the name of the unit.</summary>
public sealed class OrganizationalUnitCompleter : RegistryCompleter
{
    private protected override IEnumerable<CompletionResult> Find(OpenRegistry registry, string parameterName, BegunWord begun)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _ = registry.OpenUsers(new UserQuery(), out Cursor<ADUser>? opened);
        using Cursor<ADUser>? users = opened;
        while (users is not null && users.Next() is null && users.Count > 0)
        {
            for (int i = 0; i < users.Count; i++)
            {
                ADUser user = users.Read(i);
                for (string unit = ParentOf(user.DistinguishedName); unit.Length > 0 && seen.Add(unit); unit = ParentOf(unit))
                {
                    if (IsBegunBy(unit, begun.Text) && ShownText.IsClean(unit))
                    {
                        yield return QuotedWord.Result(unit, begun.Quote, unit);
                    }
                }
            }
        }
    }

    private static bool IsBegunBy(string unit, string text) =>
        unit.StartsWith(text, StringComparison.OrdinalIgnoreCase)
        || unit.Substring(unit.IndexOf('=') + 1).StartsWith(text, StringComparison.OrdinalIgnoreCase);

    // What stands behind the first comma that no backslash escapes (RFC 4514, section 2.4).
    private static string ParentOf(string distinguishedName)
    {
        for (int i = 0; i < distinguishedName.Length; i++)
        {
            if (distinguishedName[i] == '\\')
            {
                i++;
            }
            else if (distinguishedName[i] == ',')
            {
                return distinguishedName.Substring(i + 1).TrimStart();
            }
        }

        return string.Empty;
    }
}
