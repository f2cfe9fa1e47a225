namespace CsClientCertificate.Binding;

/// <summary>Refuses a negative time span.</summary>
public sealed class ValidateNotNegativeAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is TimeSpan span && span < TimeSpan.Zero)
        {
            throw new ValidationMetadataException($"The time span {span} is negative. Specify a positive one, for instance 30.00:00:00 for 30 days.");
        }
    }
}
