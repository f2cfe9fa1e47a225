namespace CsClientCertificate.Binding;

/// <summary>Accepts a device id in any usual format of a GUID and converts it to <c>{lower-case guid}</c>; blank means none.</summary>
public sealed class DeviceIdTransformationAttribute : ArgumentTransformationAttribute
{
    // As SIP clients write it in +sip.instance (RFC 5626).
    private const string Urn = "urn:uuid:";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = Members.Unwrap(inputData);
        if (bare is Guid guid)
        {
            return guid.ToString("B");
        }

        string text = bare?.ToString()?.Trim() ?? string.Empty;
        if (text.Length == 0)
        {
            return string.Empty;
        }

        string digits = text.Trim('<', '>', '"');
        if (digits.StartsWith(Urn, StringComparison.OrdinalIgnoreCase))
        {
            digits = digits.Substring(Urn.Length);
        }

        return Guid.TryParse(digits, out guid)
            ? guid.ToString("B")
            : throw new ArgumentTransformationMetadataException(
                $"\"{ShownText.Of(text)}\" is not a valid device id. Specify a GUID, for instance {{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}}.");
    }
}
