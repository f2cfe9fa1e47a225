using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Commands;

/// <summary>Test-CsClientCertificate: shows what a server finds when a certificate is presented at sign-in.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CsClientCertificate", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CertificateCheck))]
public sealed class TestCsClientCertificateCommand : CertificateCommand
{
    private const string ThumbprintSet = "Thumbprint";

    private readonly FormerUserWarning formerUsers = new();
    private readonly AskWindow<Presented> window = new();

    /// <summary>A certificate by its SHA-1 or SHA-256.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, ValueFromPipelineByPropertyName = true)]
    [HexadecimalTransformation(Lengths = [Fingerprint.Sha1Digits, Fingerprint.Sha256Digits])]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string Thumbprint { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ThumbprintSet)
        {
            Take(Presented.OfThumbprint(Hexadecimal.Bytes(Thumbprint), Thumbprint));
        }
        else
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        AnswerWaiting(isLast: true);
        base.EndProcessing();
    }

    private protected override void Take(X509Certificate2 certificate) =>
        Take(Presented.OfCertificate(certificate.RawData, certificate.Thumbprint));

    private protected override void Take(string file)
    {
        foreach (BundleItem item in CertificateFile.Items(file, Fail, out _))
        {
            Take(Presented.OfCertificate(item.Certificate!, item.Place(file)));
        }
    }

    private protected override void Fail(CsCertificateException failure, string source) => Take(Presented.OfFailure(failure, source));

    private void Take(Presented presented)
    {
        if (!Registry.IsOnServer)
        {
            Answer(presented);
            return;
        }

        window.Add(presented);
        if (window.IsFull)
        {
            AnswerWaiting(isLast: false);
        }
    }

    private void AnswerWaiting(bool isLast) =>
        Require(window.FlushAhead(certificates => Registry.Ask([], certificates), TakeAnswers, Answer, isLast), null);

    private void Answer(Presented presented)
    {
        StopIfAsked();
        string source = presented.Source;
        if (presented.Failure is not null)
        {
            Report(presented.Failure, source);
            return;
        }

        long start = StepTimes.Now;
        CsCertificateException? failure = Registry.Check(presented.Certificate, presented.Thumbprint, DateTime.UtcNow, out CertificateCheck? result);
        Steps.Add("look the certificate up", start);
        if (failure is not null)
        {
            Report(failure.In(source), source);
            return;
        }

        if (result!.Certificate is CertInfoDetails found)
        {
            failure = formerUsers.Give(this, Registry, found.User.Value, found.Holder);
            if (failure is not null)
            {
                Report(failure.In(source), source);
            }
        }

        result.Source = source;
        WriteObject(result);
    }
}
