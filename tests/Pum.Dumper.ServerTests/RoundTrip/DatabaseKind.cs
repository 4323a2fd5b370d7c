namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>The databases that go through every format.</summary>
public enum DatabaseKind
{
    /// <summary>Every common kind of object, and names that need quotes.</summary>
    Objects,

    /// <summary>Values and tables that break dumps.</summary>
    Awkward,

    /// <summary>The record shop of <c>PUM_TEST_DATA</c>.</summary>
    Chinook,

    /// <summary>The DVD rental of <c>PUM_TEST_DATA</c>.</summary>
    Pagila,
}
