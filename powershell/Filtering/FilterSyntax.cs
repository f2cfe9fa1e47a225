using System.Management.Automation.Language;

namespace CsClientCertificate.Filtering;

/// <summary>The elements of PowerShell's syntax as a filter reads them.</summary>
internal static class FilterSyntax
{
    /// <summary>The one expression a statement consists of; null if it is anything else.</summary>
    internal static ExpressionAst? Expression(Ast statement) =>
        statement is PipelineAst { PipelineElements.Count: 1 } pipeline
            && pipeline.PipelineElements[0] is CommandExpressionAst { Redirections.Count: 0 } command
            ? command.Expression
            : null;

    /// <summary>The values of $true and $false; null for any other variable.</summary>
    internal static bool? Constant(VariableExpressionAst variable)
    {
        if (variable.Splatted)
        {
            return null;
        }

        return IsNamed(variable, "true") ? true : IsNamed(variable, "false") ? false : null;
    }

    internal static bool IsNull(VariableExpressionAst variable) => !variable.Splatted && IsNamed(variable, "null");

    /// <summary>Whether it is the user being tested (<c>$_</c>).</summary>
    internal static bool IsCurrentObject(VariableExpressionAst variable) =>
        IsNamed(variable, "_") || IsNamed(variable, "PSItem");

    private static bool IsNamed(VariableExpressionAst variable, string name) =>
        string.Equals(variable.VariablePath.UserPath, name, StringComparison.OrdinalIgnoreCase);
}
