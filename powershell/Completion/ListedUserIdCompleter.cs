using CsClientCertificate.Registry;

namespace CsClientCertificate.Completion;

/// <summary>Offers the users that Get-CsUser finds: those that have a SIP address.</summary>
public sealed class ListedUserIdCompleter : UserIdCompleter
{
    private protected override bool IsOffered(UserCompletion user) => user.SipAddress is not null;
}
