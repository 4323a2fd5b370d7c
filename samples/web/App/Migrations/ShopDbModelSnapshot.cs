using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Shop.Migrations;

[DbContext(typeof(ShopDb))]
public sealed class ShopDbModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder) => modelBuilder.UseIdentityByDefaultColumns().Entity("Shop.Item", item =>
    {
        item.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("integer").UseIdentityByDefaultColumn();
        item.Property<string>("Name").IsRequired().HasColumnType("text");
        item.Property<decimal>("Price").HasColumnType("numeric");
        item.Property<int>("Stock").HasColumnType("integer");
        item.HasKey("Id");
        item.ToTable("Items");
    });
}
