namespace CsClientCertificate.Commands;

/// <summary>Find-CsClientCertificate: certificates of all users, by what they are.</summary>
[Cmdlet(VerbsCommon.Find, "CsClientCertificate")]
[OutputType(typeof(CertInfoDetails))]
public sealed class FindCsClientCertificateCommand : RegistryCommand
{
    /// <summary>Only those that expire before; expired ones too.</summary>
    [Parameter]
    [ValidateNotNull]
    [InvariantDateTransformation]
    public DateTime? ExpiringBefore { get; set; }

    /// <summary>Only those that are valid now and expire within this time.</summary>
    [Parameter]
    [DaysTransformation]
    [ValidateNotNull]
    public TimeSpan? ExpiringWithin { get; set; }

    /// <summary>Only those published after.</summary>
    [Parameter]
    [ValidateNotNull]
    [InvariantDateTransformation]
    public DateTime? PublishedAfter { get; set; }

    /// <summary>Only the one with this SHA-1 or SHA-256.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [HexadecimalTransformation(Lengths = [Fingerprint.Sha1Digits, Fingerprint.Sha256Digits])]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string? Thumbprint { get; set; }

    /// <summary>Only those with this serial number, hexadecimal; leading zeros are ignored.</summary>
    [Parameter]
    [HexadecimalTransformation]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string? SerialNumber { get; set; }

    /// <summary>Only those of this device: a GUID in any usual format.</summary>
    [Parameter]
    [DeviceIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string? DeviceId { get; set; }

    /// <summary>Only those that are still valid although the account of the user is disabled or gone.</summary>
    [Parameter]
    public SwitchParameter AccountDisabled { get; set; }

    /// <summary>Revoked ones too.</summary>
    [Parameter]
    public SwitchParameter IncludeRevoked { get; set; }

    /// <summary>How many at most; 0 returns none.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateNotNull]
    public UnlimitedUInt32? ResultSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Require(Registry.OpenCertificates(Query(), out Cursor<CertInfoDetails>? opened), null);
        using Cursor<CertInfoDetails> certificates = opened!;
        var progress = new ProgressMeter(this, "Finding client certificates", Registry.Progress);
        long count = 0;

        // Those of disabled accounts are few among all; any others are found along an index.
        foreach (CertInfoDetails certificate in ReadAll(
            certificates, "read the certificates", null, () => ShowProgress(progress, count), isLong: AccountDisabled))
        {
            WriteObject(certificate);
            count++;
        }

        progress.Complete();
        WriteVerbose($"{count} certificate(s).");
    }

    private void ShowProgress(ProgressMeter progress, long count)
    {
        string status = $"{count} found";
        if (ResultSize?.Value is uint wanted)
        {
            progress.Show(count, wanted, status);
        }
        else
        {
            progress.Show(status);
        }
    }

    private CertificateQuery Query()
    {
        DateTime now = DateTime.UtcNow;
        var query = new CertificateQuery
        {
            Flags = (IncludeRevoked ? NativeCertificateQueryFlags.IncludeRevoked : 0)
                | (AccountDisabled ? NativeCertificateQueryFlags.AccountDisabled : 0),
            Now = now,
            ExpiringBefore = ExpiringBefore?.ToUniversalTime(),
            PublishedAfter = PublishedAfter,
            Thumbprint = Thumbprint is null ? null : Hexadecimal.Bytes(Thumbprint),
            SerialNumber = SerialNumber,
            DeviceId = DeviceId is null ? null : Guid.Parse(DeviceId),
            Limit = ResultSize?.Limit ?? ulong.MaxValue,
        };
        if (ExpiringWithin is TimeSpan span)
        {
            // A negative span looks back: what expired within the last thirty days.
            DateTime other = Shift(now, span);
            query.ExpiringFrom = span < TimeSpan.Zero ? other : now;
            DateTime before = span < TimeSpan.Zero ? now : other;
            query.ExpiringBefore = query.ExpiringBefore < before ? query.ExpiringBefore : before;
        }

        return query;
    }

    private static DateTime Shift(DateTime time, TimeSpan span)
    {
        if (span > DateTime.MaxValue - time)
        {
            return DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        }

        return span < DateTime.MinValue - time ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) : time + span;
    }
}
