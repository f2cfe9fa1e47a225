namespace CsClientCertificate.Filtering;

/// <summary>A comparison that a filter can make.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Like,
    NotLike,
}
