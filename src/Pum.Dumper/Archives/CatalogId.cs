namespace Pum.Dumper.Archives;

/// <summary>Which row of which system catalog an entry was made from; zeros where there is none.</summary>
/// <param name="TableOid">OID of the catalog, for instance 1259 for <c>pg_class</c>.</param>
/// <param name="Oid">OID of the object.</param>
internal readonly record struct CatalogId(uint TableOid, uint Oid);
