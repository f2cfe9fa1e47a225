namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>The one user an identity means, or why there is none.</summary>
    /// <param name="identity">As it was given.</param>
    /// <param name="flags">Whom it may mean.</param>
    /// <param name="user">The user.</param>
    /// <param name="form">How the identity was recognised.</param>
    internal CsCertificateException? FindUser(UserIdParameter identity, NativeUserFindFlags flags, out ADUser? user, out IdentityForm form)
    {
        user = null;
        form = IdentityForm.None;
        if (Contradiction(identity) is CertificateUserMismatchException contradiction)
        {
            return contradiction;
        }

        using var call = new NativeCall(handle, arena);
        CsCertificateException? failure = Find(call, identity, flags, out NativeUser* row, out form);
        if (failure is not null)
        {
            return failure;
        }

        userRows.BeginBatch();
        user = userRows.Read(row);
        return null;
    }

    /// <summary>As <see cref="FindUser"/>, for who needs no more than the identity; any user. It does not ask whose certificate an object tells of.</summary>
    internal CsCertificateException? Identify(UserIdParameter identity, out IdentifiedUser user, out IdentityForm form)
    {
        using var call = new NativeCall(handle, arena);
        CsCertificateException? failure = Find(call, identity, NativeUserFindFlags.IdentityOnly, out NativeUser* row, out form);
        user = failure is null ? new IdentifiedUser(row) : default;
        return failure;
    }

    /// <summary>The former users with valid certificates that share a name with a user. Hardly any user has one, and asking costs hardly anything.</summary>
    internal CsCertificateException? FormerUsersOf(long userKey, out IReadOnlyList<FormerUser> users)
    {
        users = [];
        using var call = new NativeCall(handle, arena);
        NativeUser* rows;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.FormerUsers(call.Handle, userKey, &rows, &count, &error);
        if (status == NativeStatus.Ok && count != UIntPtr.Zero)
        {
            var former = new FormerUser[checked((int)count.ToUInt64())];
            for (int i = 0; i < former.Length; i++)
            {
                former[i] = new FormerUser(rows + i);
            }

            users = former;
        }

        return NativeFailure.Of(status, error);
    }

    private CsCertificateException? Find(
        NativeCall call, UserIdParameter identity, NativeUserFindFlags flags, out NativeUser* row, out IdentityForm form)
    {
        NativeUser* found = null;
        IdentityForm matched = IdentityForm.None;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.UserFind(
            call.Handle, Argument(arena, identity), flags, &found, &matched, &error);
        row = found;
        form = matched;
        return NativeFailure.Of(status, error);
    }

    internal CsCertificateException? OpenUsers(UserQuery query, out Cursor<ADUser>? cursor)
    {
        using var call = new NativeCall(handle, arena);
        NativeUserQuery argument = Argument(query);
        IntPtr opened;
        NativeError* error = null;
        CsCertificateException? failure = NativeFailure.Of(Cscert.Functions.UsersOpen(call.Handle, &argument, &opened, &error), error);
        var reader = new UserRows(Origin);
        cursor = failure is not null ? null : new Cursor<ADUser>(
            new CscertHandle(opened, Cscert.Functions.UsersClose),
            Cscert.Functions.UsersNext,
            (rows, index, _) => reader.Read((NativeUser*)rows + index),
            reader.BeginBatch);
        return failure;
    }

    /// <summary>What is to be said of a query's filter before it is used.</summary>
    internal CsCertificateException? FilterWarnings(UserQuery query, out IReadOnlyList<string> warnings)
    {
        using var call = new NativeCall(handle, arena);
        NativeUserQuery argument = Argument(query);
        NativeText* texts;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.FilterWarnings(call.Handle, &argument, &texts, &count, &error);
        warnings = status == NativeStatus.Ok ? NativeText.Strings(texts, count) : [];
        return NativeFailure.Of(status, error);
    }

    /// <summary>Users whose names begin with a text, best match first.</summary>
    internal CsCertificateException? Complete(string beginning, int most, out IReadOnlyList<UserCompletion> users)
    {
        users = [];
        using var call = new NativeCall(handle, arena);
        NativeCompletion* rows;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Complete(
            call.Handle, arena.Text(beginning), (UIntPtr)(uint)most, &rows, &count, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Of(status, error);
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

    private NativeUserQuery Argument(UserQuery query) => new()
    {
        Flags = query.Flags,
        DisplayNamePattern = arena.Text(query.DisplayNamePattern),
        Filter = arena.Text(query.Filter),
        LdapFilter = arena.Text(query.LdapFilter),
        OrganizationalUnit = arena.Text(query.OrganizationalUnit),
        Limit = query.Limit,
        UserKey = query.UserKey,
    };
}
