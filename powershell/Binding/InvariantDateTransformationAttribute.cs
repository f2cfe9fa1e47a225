using System;
using System.Globalization;
using System.Management.Automation;

namespace CsClientCertificate.Binding;

/// <summary>
/// Reads yyyy-MM-dd and the round-trip form in the invariant calendar, whatever the culture: 2018 is another century in the
/// calendars of th-TH, fa-IR and ar-SA. Any other text is left to PowerShell, which reads it in the current culture.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class InvariantDateTransformationAttribute : ArgumentTransformationAttribute
{
    // ISO 8601, to the second or its fractions (the round-trip form, o), with Z, an offset, or neither for local time.
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Members.Unwrap(inputData) is string text
            && DateTime.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)
            ? time
            : inputData;
}
