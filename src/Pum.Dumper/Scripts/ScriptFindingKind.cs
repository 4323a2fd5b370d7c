namespace Pum.Dumper.Scripts;

/// <summary>The kinds of places that decide.</summary>
internal enum ScriptFindingKind
{
    /// <summary>A byte 0, which no script of PostgreSQL holds.</summary>
    NulByte,

    /// <summary>A byte-order mark that is neither at the beginning nor in a string, a quoted name, a comment or COPY's rows.</summary>
    ByteOrderMark,

    /// <summary>The header of a dump above which another one lacks its end.</summary>
    HeaderInDump,

    /// <summary><c>\connect</c>.</summary>
    Connect,

    /// <summary>A backslash command other than a dump's own pair of <c>\restrict</c> and <c>\unrestrict</c>.</summary>
    Command,

    /// <summary>A dump's own <c>\unrestrict</c> without its <c>\restrict</c>.</summary>
    LoneUnrestrict,

    /// <summary>A reference to a variable that psql keeps to itself.</summary>
    Variable,

    /// <summary>Text that another setting or another version of psql would read otherwise.</summary>
    Ambiguity,

    /// <summary>A client encoding whose characters may hold ASCII bytes.</summary>
    UnsafeEncoding,

    /// <summary>BEGIN, START TRANSACTION, COMMIT or END.</summary>
    TransactionBlock,

    /// <summary>ROLLBACK or ABORT, other than to a savepoint.</summary>
    Rollback,

    /// <summary>PREPARE TRANSACTION and what follows up on it.</summary>
    PreparedTransaction,

    /// <summary>A statement that cannot run inside a transaction block.</summary>
    OutsideTransaction,

    /// <summary>Text after the semicolon of <c>COPY … FROM STDIN</c> on its line.</summary>
    BehindCopy,
}
