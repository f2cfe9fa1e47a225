namespace CsClientCertificate.Filtering;

/// <summary>The variables in the scope of the caller.</summary>
internal sealed class CallerVariables
{
    private readonly PSVariableIntrinsics variables;
    private readonly string scope;

    /// <param name="session">Where the command was called.</param>
    /// <param name="block">The filter, where it is a script block; it knows the module it was written in.</param>
    internal CallerVariables(SessionState session, ScriptBlock? block)
    {
        variables = (block?.Module?.SessionState ?? session).PSVariable;

        // A block from outside any module, handed on by a function of one: that function's variables are not the writer's.
        bool isForeign = block is { Module: null } && session.Module is not null;
        scope = isForeign ? "global:" : string.Empty;
    }

    /// <summary>Looks a variable up.</summary>
    /// <param name="path">Its name, with a scope or a drive where one was written.</param>
    /// <param name="value">What it holds.</param>
    /// <returns>Whether there is such a variable.</returns>
    internal bool TryGet(VariablePath path, out object? value)
    {
        if (path.IsDriveQualified)
        {
            value = variables.GetValue(path.UserPath);
            return value is not null;
        }

        PSVariable? variable = variables.Get((path.IsUnqualified ? scope : string.Empty) + path.UserPath);
        value = variable?.Value;
        return variable is not null;
    }
}
