using System;
using System.Globalization;
using System.Management.Automation;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Binding;

/// <summary>Takes a number for days, as text is taken; PowerShell would make so many ten-millionths of a second of it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
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
                $"{days.ToString(CultureInfo.InvariantCulture)} days are longer than can be counted ({TimeSpan.MaxValue.Days}).", failure);
        }
    }
}
