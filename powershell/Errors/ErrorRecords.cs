using System.Reflection;

namespace CsClientCertificate.Errors;

/// <summary>Failures as PowerShell shows them.</summary>
internal static class ErrorRecords
{
    // Its message is the documented one, so what to do stands beside it.
    private const string FindOutWho = "Get-CsUser -Identity \"*name*\" finds users by a part of the display name; Import-CsUser imports new users.";

    // Of 100,000 identities any number may be unknown: the attributes are read once.
    private static readonly Dictionary<ErrorKind, FailureAttribute> Failures = typeof(ErrorKind)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => (ErrorKind)field.GetValue(null), field => field.GetCustomAttribute<FailureAttribute>());

    internal static ErrorRecord From(CsCertificateException failure, object? target)
    {
        var record = new ErrorRecord(failure, failure.ErrorId, Category(failure.Kind), target);
        if (target is string given && !ShownText.IsClean(given))
        {
            // The target stays as it was given; the line that names it, which Windows PowerShell shows with every error, does not.
            record.CategoryInfo.TargetName = ShownText.Of(given);
        }

        if (failure.Kind == ErrorKind.ManagementObjectNotFound)
        {
            record.ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = FindOutWho };
        }

        return record;
    }

    /// <summary>A value of -Reason that is not valid: the error of PowerShell for an invalid enumeration value.</summary>
    internal static ErrorRecord NotAReason(string text)
    {
        string reasons = string.Join(", ", Enum.GetNames(typeof(RevocationReason)));
        var failure = new PSArgumentException(
            $"\"{ShownText.Of(text)}\" is not a valid revocation reason. Specify one of {reasons}.");
        return new ErrorRecord(failure, "CannotConvertArgument", ErrorCategory.InvalidArgument, text);
    }

    /// <summary>Whether the command cannot go on after it.</summary>
    internal static bool EndsCommand(ErrorKind kind) => Failures[kind].EndsCommand;

    private static ErrorCategory Category(ErrorKind kind) => Failures[kind].Category;
}
