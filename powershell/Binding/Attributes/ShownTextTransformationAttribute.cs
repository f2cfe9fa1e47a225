namespace CsClientCertificate.Binding;

/// <summary>
/// Makes text fit for a console before the engine tries to convert or validate it: its own messages repeat what was
/// given. No argument that is valid changes.
/// </summary>
public sealed class ShownTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Members.Unwrap(inputData) is string text && !ShownText.IsClean(text) ? ShownText.Of(text) : inputData;
}
