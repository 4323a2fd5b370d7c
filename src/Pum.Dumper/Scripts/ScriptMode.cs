namespace Pum.Dumper.Scripts;

/// <summary>What an error in a script does, and what it leaves.</summary>
internal enum ScriptMode
{
    /// <summary>One transaction: the first error undoes everything.</summary>
    Guarded,

    /// <summary>
    /// No transaction of ours, and the first error ends it: for a database that is thrown away then. It needs no lock for each object until
    /// the end, and statements that run in no transaction run.
    /// </summary>
    IntoNew,

    /// <summary>No transaction of ours; goes on after errors.</summary>
    GoingOn,
}
