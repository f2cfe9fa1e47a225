using System;

namespace CsClientCertificate.Bench.Floor;

/// <summary>A user with the properties that Get-CsUser's have.</summary>
public sealed class FloorUser
{
    /// <summary>A user whose properties are to be set.</summary>
    public FloorUser()
    {
    }

    /// <summary>A fresh object equal to another; its strings exist already, as they would nowhere else.</summary>
    public FloorUser(FloorUser other)
    {
        Key = other.Key;
        Identity = other.Identity;
        SipAddress = other.SipAddress;
        RegistrarPool = other.RegistrarPool;
        HomeServer = other.HomeServer;
        Enabled = other.Enabled;
        LineURI = other.LineURI;
        DisplayName = other.DisplayName;
        SamAccountName = other.SamAccountName;
        UserPrincipalName = other.UserPrincipalName;
        FirstName = other.FirstName;
        LastName = other.LastName;
        Department = other.Department;
        Title = other.Title;
        UserAccountControl = other.UserAccountControl;
        Guid = other.Guid;
        WhenCreated = other.WhenCreated;
        WhenChanged = other.WhenChanged;
    }

    public long Key { get; set; }
    public string Identity { get; set; } = "";
    public string? SipAddress { get; set; }
    public string? RegistrarPool { get; set; }
    public string? HomeServer { get; set; }
    public bool? Enabled { get; set; }
    public string? LineURI { get; set; }
    public string? DisplayName { get; set; }
    public string? SamAccountName { get; set; }
    public string? UserPrincipalName { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Department { get; set; }
    public string? Title { get; set; }
    public int? UserAccountControl { get; set; }
    public Guid? Guid { get; set; }
    public DateTime? WhenCreated { get; set; }
    public DateTime? WhenChanged { get; set; }
}
