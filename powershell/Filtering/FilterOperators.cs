using System.Management.Automation.Language;

namespace CsClientCertificate.Filtering;

/// <summary>PowerShell's operators and those of the tree.</summary>
internal static class FilterOperators
{
    internal static FilterOperator? Of(TokenKind kind) => kind switch
    {
        TokenKind.Ieq => FilterOperator.Eq,
        TokenKind.Ine => FilterOperator.Ne,
        TokenKind.Igt => FilterOperator.Gt,
        TokenKind.Ige => FilterOperator.Ge,
        TokenKind.Ilt => FilterOperator.Lt,
        TokenKind.Ile => FilterOperator.Le,
        TokenKind.Ilike => FilterOperator.Like,
        TokenKind.Inotlike => FilterOperator.NotLike,
        _ => null,
    };

    internal static string Refusal(string written) =>
        $"the operator {written} is not supported; -eq, -ne, -gt, -ge, -lt, -le, -like, -notlike, -and, -or and -not are; all are case-insensitive";

    /// <summary>Its name in the tree.</summary>
    internal static string Name(this FilterOperator filterOperator) => filterOperator.ToString().ToLowerInvariant();

    /// <summary>Whether it compares by order.</summary>
    internal static bool IsOrder(this FilterOperator filterOperator) =>
        filterOperator is FilterOperator.Gt or FilterOperator.Ge or FilterOperator.Lt or FilterOperator.Le;

    internal static bool IsLike(this FilterOperator filterOperator) =>
        filterOperator is FilterOperator.Like or FilterOperator.NotLike;

    /// <summary>Whether the result of a comparison satisfies it.</summary>
    internal static bool Holds(this FilterOperator filterOperator, int comparison) => filterOperator switch
    {
        FilterOperator.Eq => comparison == 0,
        FilterOperator.Ne => comparison != 0,
        FilterOperator.Gt => comparison > 0,
        FilterOperator.Ge => comparison >= 0,
        FilterOperator.Lt => comparison < 0,
        FilterOperator.Le => comparison <= 0,
        _ => false,
    };
}

/// <summary>A comparison that a filter can make.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Like,
    NotLike,
}
