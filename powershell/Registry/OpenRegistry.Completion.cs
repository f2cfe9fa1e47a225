namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Users whose names begin with a text, best match first.</summary>
    internal CsCertificateException? Complete(string beginning, int most, out IReadOnlyList<UserCompletion> users)
    {
        users = [];
        using var call = new NativeCall(handle, arena);
        NativeCompletion* rows;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Completion.Complete(
            call.Handle, arena.Text(beginning), (UIntPtr)(uint)most, &rows, &count, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        var read = new List<UserCompletion>();
        for (int i = 0; i < checked((int)count.ToUInt64()); i++)
        {
            read.Add(new UserCompletion(
                rows[i].Text.ToString(),
                rows[i].Name.ToString(),
                rows[i].SipAddress.ToStringOrNull(),
                rows[i].RegistrarPool.ToStringOrNull()));
        }

        users = read;
        return null;
    }
}
