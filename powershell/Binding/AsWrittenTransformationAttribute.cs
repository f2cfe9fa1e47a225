using System;
using System.Management.Automation;

namespace CsClientCertificate.Binding;

/// <summary>
/// Keeps a number as it was written. To PowerShell, 0012 without quotes is the number 12, and "12" may be
/// another user's logon name.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AsWrittenTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject { BaseObject: int or long or double or decimal } number
            ? LanguagePrimitives.ConvertTo<string>(number)
            : inputData;
}
