using System.CommandLine;
using Pum.Dumper;

namespace Pum.Tool.Options;

/// <summary>The options that choose schemas, tables and extensions, spelled as in pg_dump.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _schemas = PumOption.List(nameof(ObjectFilter.Schemas), "Only these schemas: * and ? are wildcards, and the option may be repeated.", "-n");
    private readonly Option<string[]> _excludeSchemas = PumOption.List(nameof(ObjectFilter.ExcludeSchemas), "Leave out these schemas: -N audit -N 'tmp_*'.", "-N");
    private readonly Option<string[]> _tables = PumOption.List(nameof(ObjectFilter.Tables), "Only these tables.", "-t");
    private readonly Option<string[]> _excludeTables = PumOption.List(nameof(ObjectFilter.ExcludeTables), "Leave out these tables.", "-T");

    private readonly Option<string[]> _excludeTableData = PumOption.List(
        nameof(ObjectFilter.ExcludeTableData), "Leave out the rows of these tables.");

    private readonly Option<string[]> _excludeExtensions = PumOption.List(
        nameof(ObjectFilter.ExcludeExtensions), "Leave out these extensions.");

    private readonly Option<bool?> _strictNames = PumOption.Convention(
        nameof(ObjectFilter.StrictNames), "A name that matches nothing is an error.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [_schemas, _excludeSchemas, _tables, _excludeTables, _excludeTableData, _excludeExtensions, _strictNames];

    /// <summary>What was chosen.</summary>
    public ObjectFilter Filter(ParseResult result)
    {
        return new()
        {
            Schemas = Of(_schemas),
            ExcludeSchemas = Of(_excludeSchemas),
            Tables = Of(_tables),
            ExcludeTables = Of(_excludeTables),
            ExcludeTableData = Of(_excludeTableData),
            ExcludeExtensions = Of(_excludeExtensions),
            StrictNames = result.GetValue(_strictNames) ?? true,
        };

        System.Collections.Immutable.ImmutableArray<string> Of(Option<string[]> option) => [.. result.GetValue(option)!];
    }
}
