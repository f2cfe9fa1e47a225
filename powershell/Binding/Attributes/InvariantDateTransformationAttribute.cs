namespace CsClientCertificate.Binding;

/// <summary>
/// Reads yyyy-MM-dd and the round-trip form in the invariant calendar, whatever the culture: 2018 is another century in the
/// calendars of th-TH, fa-IR and ar-SA. Any other text is left to PowerShell, which reads it in the current culture.
/// </summary>
public sealed class InvariantDateTransformationAttribute : ArgumentTransformationAttribute
{
    // ISO 8601, to the second or its fractions (the round-trip form, o), with Z, an offset, or neither for local time.
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = Members.Unwrap(inputData);
        if (Members.IsNumber(bare))
        {
            // To PowerShell a number is so many ten-millionths of a second since the year 1.
            string number = Convert.ToString(bare, CultureInfo.InvariantCulture);
            throw new ArgumentTransformationMetadataException(
                $"{number} is not a valid date. Specify one as yyyy-MM-dd, for instance 2018-01-31.");
        }

        if (bare is not string text)
        {
            return inputData;
        }

        return DateTime.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)
            ? time
            // The engine's message repeats what it cannot read.
            : ShownText.Of(text);
    }
}
