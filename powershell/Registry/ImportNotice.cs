using CsClientCertificate.Errors;
using CsClientCertificate.Native;

namespace CsClientCertificate.Registry;

/// <summary>Something an import has to say.</summary>
internal sealed unsafe class ImportNotice
{
    private readonly NativeStatus status;

    internal ImportNotice(NativeImportNotice* borrowed)
    {
        status = borrowed->Status;
        Severity = borrowed->Severity;
        Source = borrowed->Source.ToStringOrNull();
        Position = checked((long)borrowed->Position);
        Message = borrowed->Message.ToString();
    }

    internal NativeSeverity Severity { get; }

    internal string? Source { get; }

    /// <summary>Line of a file or text, index of an object, from 1; 0 for none.</summary>
    internal long Position { get; }

    internal string Message { get; }

    internal CsCertificateException Failure =>
        NativeFailure.From(status == NativeStatus.Ok ? NativeStatus.InvalidDirectoryEntry : status, Message, null);
}
