namespace CsClientCertificate.Binding;

/// <summary>Converts an empty cell of a CSV row to no value.</summary>
public sealed class BlankIsNullTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Members.Unwrap(inputData) is string text && string.IsNullOrWhiteSpace(text) ? null : inputData;
}
