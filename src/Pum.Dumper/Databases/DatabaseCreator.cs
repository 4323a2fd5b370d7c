namespace Pum.Dumper.Databases;

/// <summary>Which role of a session may make and rename databases.</summary>
internal enum DatabaseCreator
{
    /// <summary>Neither the role in force nor the one that logged in.</summary>
    None,

    /// <summary>The role in force.</summary>
    RoleInForce,

    /// <summary>The role that logged in, which has the rights of the one in force too.</summary>
    LoginRole,
}
