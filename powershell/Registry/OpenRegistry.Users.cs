using System;
using CsClientCertificate.Binding;
using CsClientCertificate.Errors;
using CsClientCertificate.Native;
using Microsoft.Rtc.Management.ADConnect.Schema;

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
        using var call = new NativeCall(handle, arena);
        NativeUser* row;
        IdentityForm matched = IdentityForm.None;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Users.Find(
            call.Handle, Argument(arena, identity), flags, &row, &matched, &error);
        form = matched;
        if (status != NativeStatus.Ok)
        {
            user = null;
            return NativeFailure.Take(status, error);
        }

        userRows.BeginBatch();
        user = userRows.Read(row);
        return null;
    }

    internal CsCertificateException? OpenUsers(UserQuery query, out UserCursor? cursor)
    {
        using var call = new NativeCall(handle, arena);
        NativeUserQuery argument = default;
        argument.Flags = query.Flags;
        argument.DisplayNamePattern = arena.Text(query.DisplayNamePattern);
        argument.Filter = arena.Text(query.Filter);
        argument.LdapFilter = arena.Text(query.LdapFilter);
        argument.OrganizationalUnit = arena.Text(query.OrganizationalUnit);
        argument.Limit = query.Limit;
        argument.UserKey = query.UserKey;
        IntPtr opened;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Users.Open(call.Handle, &argument, &opened, &error);
        if (status != NativeStatus.Ok)
        {
            cursor = null;
            return NativeFailure.Take(status, error);
        }

        cursor = new UserCursor(new CscertHandle(opened, Cscert.Functions.Users.Close), Origin);
        return null;
    }
}
