using System.Text.RegularExpressions;

namespace CsClientCertificate.Binding;

/// <summary>Accepts a number of users, or a percentage such as <c>10%</c>.</summary>
public sealed class ValidatePruneLimitAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        string text = Convert.ToString(Members.Unwrap(arguments), CultureInfo.InvariantCulture) ?? string.Empty;
        if (!Regex.IsMatch(text, @"\A\s*([0-9]{1,15}|[0-9]{1,3}(\.[0-9]{1,6})?\s*%)\s*\z", RegexOptions.CultureInvariant))
        {
            throw new ValidationMetadataException($"\"{text}\" is not a valid limit. Specify a number of users, or a percentage such as 10%.");
        }
    }
}
