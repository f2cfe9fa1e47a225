namespace CsClientCertificate.Binding;

/// <summary>
/// A user as a command is told of one: a SIP address, a user principal name, <c>domain\logon</c>, a display name, a
/// distinguished name, or an object that holds one of them. Nothing is looked up here.
/// </summary>
/// <remarks>
/// There is no parameterless constructor on purpose: with one, PowerShell would make this type of any object by setting properties.
/// </remarks>
public sealed class UserIdParameter
{
    private readonly string? text;

    // What an object said; boxed, for most are texts, and there may be 100,000 of these.
    private readonly object? found;

    /// <summary>A user by text.</summary>
    /// <param name="identity">Any of the forms.</param>
    /// <exception cref="ArgumentException">It is null, empty or blank.</exception>
    public UserIdParameter(string identity)
    {
        text = IdentityText.NotBlank(identity);
    }

    /// <summary>A user of a registry. It is found by its key in that registry, by its objectGUID or distinguished name in another.</summary>
    /// <param name="user">The user.</param>
    public UserIdParameter(ADUser user)
    {
        User = user ?? throw new ArgumentNullException(nameof(user));
    }

    /// <summary>
    /// A user by an object: its objectGUID; where it carries none, its Identity, DistinguishedName, SipAddress or UserPrincipalName;
    /// where it has none of these, its SamAccountName.
    /// </summary>
    /// <param name="value">The object; a number is its text.</param>
    /// <exception cref="ArgumentException">It is null or holds none of them.</exception>
    public UserIdParameter(object value)
    {
        // PowerShell prefers this constructor for whatever is wrapped, so the wrapped value is looked at again.
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case UserIdParameter other:
                (text, found, Certificate, User, Reason) = (other.text, other.found, other.Certificate, other.User, other.Reason);
                NamesNobody = other.NamesNobody;
                break;
            case ADUser user:
                User = user;
                break;
            case CertInfoDetails certificate:
                text = certificate.ToString();
                Certificate = CertificateReference.Of(certificate);
                break;
            case CertificateCheck { Certificate: CertInfoDetails certificate }:
                text = certificate.ToString();
                Certificate = CertificateReference.Of(certificate);
                break;
            default:
                Certificate = CertificateReference.Of(value);
                if (Read(value, Certificate) is IdentityText read)
                {
                    (text, found) = (read.Text, read.Property is null ? null : read);
                }
                else
                {
                    (text, NamesNobody) = (Hexadecimal.Upper(Certificate!.Fingerprint!), true);
                }

                Reason = Members.Unwrap(value) is IDictionary && Members.Has(value, nameof(Reason))
                    ? new RevocationReasonParameter(Members.Value(value, nameof(Reason)))
                    : null;
                break;
        }
    }

    /// <summary>As given; of an object, its identity.</summary>
    internal string Text => text ?? User?.DistinguishedName ?? string.Empty;

    /// <summary>The user itself, where the object came from a registry.</summary>
    internal UserKey? Key => User?.Key ?? Certificate?.User;

    /// <summary>The user's objectGUID, where the object holds it.</summary>
    internal Guid? ObjectGuid => User is not null ? User.Guid : (found as IdentityText?)?.ObjectGuid;

    /// <summary>Whether it is a logon name without a domain, and nothing else.</summary>
    internal bool IsAccountName => found is IdentityText { IsAccountName: true };

    /// <summary>The property of an object that held it; null of a text, and of what came from a registry.</summary>
    internal string? Property => (found as IdentityText?)?.Property;

    /// <summary>The object itself, where a user of a registry was given; what it says is read when it is asked for.</summary>
    internal ADUser? User { get; }

    /// <summary>The certificate, where the object is one.</summary>
    internal CertificateReference? Certificate { get; }

    /// <summary>Whether the object tells of a certificate, and of no user: it is nobody's identity.</summary>
    internal bool NamesNobody { get; }

    /// <summary>The reason given in a hashtable: PowerShell itself binds the properties of other objects.</summary>
    internal RevocationReasonParameter? Reason { get; }

    /// <summary>The identity as given.</summary>
    public override string ToString() => Text;

    // Null where a thumbprint is all there is.
    private static IdentityText? Read(object value, CertificateReference? certificate)
    {
        try
        {
            return IdentityText.Of(value);
        }
        catch (ArgumentException failure) when (certificate?.Fingerprint is not null && failure is not UnreadableIdentityException)
        {
            return null;
        }
    }
}
