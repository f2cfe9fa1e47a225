namespace CsClientCertificate.Registry;

/// <summary>A notice of an import.</summary>
internal sealed unsafe class ImportNotice
{
    private readonly NativeStatus status;

    /// <param name="borrowed">The row.</param>
    /// <param name="objectSource">The source whose positions count objects, not lines.</param>
    internal ImportNotice(NativeImportNotice* borrowed, string objectSource)
    {
        status = borrowed->Status;
        Severity = borrowed->Severity;
        Source = borrowed->Source.ToStringOrNull();
        Message = borrowed->Message.ToString();
        Place = PlaceOf(Source, borrowed->Position, Source == objectSource);
    }

    internal NativeSeverity Severity { get; }

    internal string? Source { get; }

    internal string Message { get; }

    /// <summary>The failure that this notice reports.</summary>
    internal CsCertificateException Failure => (status == NativeStatus.Ok
        ? new InputException(ErrorKind.InvalidDirectoryEntry, Message)
        : NativeFailure.From(status, Message, null)).In(Place);

    /// <summary>File or input, and the line in it or the number of the object; empty for what concerns all of it.</summary>
    internal string Place { get; }

    private static string PlaceOf(string? source, ulong position, bool isObject)
    {
        if (string.IsNullOrEmpty(source) || position == 0)
        {
            return source ?? string.Empty;
        }

        return isObject ? $"{source} {position}" : $"{source}, line {position}";
    }
}
