using CsClientCertificate.Errors;
using CsClientCertificate.Session;

namespace CsClientCertificate.Commands;

/// <summary>A command that changes the registry.</summary>
public abstract class WritingCommand : RegistryCommand
{
    private protected WritingCommand()
    {
    }

    private protected override void BeforeOpening(RegistryChoice choice)
    {
        if (choice.IsReadOnly)
        {
            throw new RegistryException(
                ErrorKind.AccessDenied,
                $"{CommandName} would change the registry \"{choice}\", which this session opened with -ReadOnly. Use Connect-CsCertificateRegistry without -ReadOnly first.");
        }
    }
}
