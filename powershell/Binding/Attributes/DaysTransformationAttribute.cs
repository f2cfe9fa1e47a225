namespace CsClientCertificate.Binding;

/// <summary>Converts a number to days, as for text; PowerShell would convert it to ticks.</summary>
public sealed class DaysTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = Members.Unwrap(inputData);
        if (!Members.IsNumber(bare))
        {
            // What is no number goes on to the engine, whose message repeats it.
            return bare is string text ? ShownText.Of(text) : inputData;
        }

        double days = Convert.ToDouble(bare, CultureInfo.InvariantCulture);
        try
        {
            return TimeSpan.FromDays(days);
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentException)
        {
            throw new ArgumentTransformationMetadataException(
                $"{days.ToString(CultureInfo.InvariantCulture)} days exceed the limit ({TimeSpan.MaxValue.Days}).", failure);
        }
    }
}
