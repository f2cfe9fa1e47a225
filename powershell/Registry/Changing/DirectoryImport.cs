namespace CsClientCertificate.Registry;

/// <summary>An import: entries are staged as they come, and are in the registry only after the last step has applied them.</summary>
internal sealed unsafe class DirectoryImport : IDisposable
{
    /// <summary>The name of pipeline objects in messages.</summary>
    private const string ObjectSource = "pipeline object";

    private readonly CscertHandle handle;
    private readonly NativeArena arena = new();

    internal DirectoryImport(CscertHandle handle)
    {
        this.handle = handle;
    }

    /// <summary>The limit of users that -Prune may mark as gone: a number, or a percentage such as <c>10%</c>.</summary>
    internal CsCertificateException? LimitPrune(string limit)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        return NativeFailure.Of(Cscert.Functions.ImportLimitPrune(call.Handle, arena.Text(limit), &error), error);
    }

    internal CsCertificateException? AddLdif(string source, byte[] buffer, int count, bool last)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        NativeStatus status;
        fixed (byte* bytes = buffer)
        {
            status = Cscert.Functions.ImportLdif(
                call.Handle, arena.Text(source), new NativeText(bytes, count), last ? (byte)1 : (byte)0, &error);
        }

        return NativeFailure.Of(status, error);
    }

    internal CsCertificateException? AddObject(long index, IReadOnlyList<DirectoryAttribute> attributes)
    {
        using var call = new NativeCall(handle, arena);
        NativeAttribute* arguments = arena.Array<NativeAttribute>(attributes.Count);
        for (int i = 0; i < attributes.Count; i++)
        {
            DirectoryAttribute attribute = attributes[i];
            arguments[i].Name = arena.Text(attribute.Name);
            arguments[i].Value = attribute.Bytes is null ? arena.Text(attribute.Text) : arena.Bytes(attribute.Bytes);
        }

        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ImportObject(
            call.Handle, arena.Text(ObjectSource), (ulong)index, arguments, (UIntPtr)(uint)attributes.Count, &error);
        return NativeFailure.Of(status, error);
    }

    /// <summary>Records that a source could not be read, so that no user is marked as gone because of it.</summary>
    internal CsCertificateException? AddUnreadable(string source)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        return NativeFailure.Of(Cscert.Functions.ImportUnreadable(call.Handle, arena.Text(source), &error), error);
    }

    /// <summary>The notices since the last call.</summary>
    internal CsCertificateException? TakeNotices(out IReadOnlyList<ImportNotice> notices)
    {
        notices = [];
        using var call = new NativeCall(handle);
        NativeImportNotice* rows;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ImportNotices(call.Handle, &rows, &count, &error);
        if (status == NativeStatus.Ok && count != UIntPtr.Zero)
        {
            var read = new ImportNotice[checked((int)count.ToUInt64())];
            for (int i = 0; i < read.Length; i++)
            {
                read[i] = new ImportNotice(rows + i, ObjectSource);
            }

            notices = read;
        }

        return NativeFailure.Of(status, error);
    }

    /// <summary>Applies the next entries; the step that finishes commits them all.</summary>
    internal CsCertificateException? Apply(NativeWriteFlags flags, int entries, out NativeImportSummary summary)
    {
        using var call = new NativeCall(handle);
        NativeImportSummary taken;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ImportApply(call.Handle, flags, (ulong)entries, &taken, &error);
        summary = taken;
        return NativeFailure.Of(status, error);
    }

    public void Dispose()
    {
        handle.Dispose();
        arena.Dispose();
    }
}
