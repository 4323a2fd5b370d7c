using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Draws the packages' icon, a database in front of its clone, when they are packed: NuGet takes no SVG, and the repository holds no binary
/// files. MSBuild compiles this file against .NET Standard 2.0.
/// </summary>
public sealed class DrawIcon : Task
{
    // The size that NuGet recommends, in pixels.
    private const int Size = 128;

    // A pixel is the mean of this many points in each direction, so that edges are smooth.
    private const int Points = 4;

    private static readonly byte[] Clear = { 0, 0, 0, 0 };
    private static readonly byte[] Ground = { 0x1F, 0x4E, 0x79, 0xFF };
    private static readonly byte[] Front = { 0xFF, 0xFF, 0xFF, 0xFF };
    private static readonly byte[] Behind = { 0x8F, 0xB8, 0xDE, 0xFF };

    /// <summary>Where the PNG file goes.</summary>
    [Required]
    public string File { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File));
        using (var file = System.IO.File.Create(File))
        {
            file.Write(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A }, 0, 8);
            // Eight bits for each of red, green, blue and opacity.
            Write(file, "IHDR", Join(BigEndian(Size), BigEndian(Size), new byte[] { 8, 6, 0, 0, 0 }));
            Write(file, "IDAT", Compress(Rows()));
            Write(file, "IEND", new byte[0]);
        }
        return true;
    }

    private static byte[] ColourAt(double x, double y)
    {
        if (IsInCylinder(x, y, 50, 44, 100, 0))
            return IsSeam(x, y, 50, 44) || IsSeam(x, y, 50, 63) || IsSeam(x, y, 50, 82) ? Ground : Front;
        if (IsInCylinder(x, y, 50, 44, 100, 4))
            return Ground;
        if (IsInCylinder(x, y, 80, 30, 86, 0))
            return IsSeam(x, y, 80, 30) || IsSeam(x, y, 80, 49) || IsSeam(x, y, 80, 68) ? Ground : Behind;
        return IsInSquare(x, y) ? Ground : Clear;
    }

    // Round corners of 24 pixels.
    private static bool IsInSquare(double x, double y)
    {
        var (right, down) = (Math.Max(Math.Abs(x - 64) - 40, 0), Math.Max(Math.Abs(y - 64) - 40, 0));
        return (right * right) + (down * down) <= 24 * 24;
    }

    private static bool IsInCylinder(double x, double y, double middle, double top, double bottom, double margin)
    {
        var curve = Curve(x, middle, margin);
        return curve >= 0 && y >= top - curve - margin && y <= bottom + curve + margin;
    }

    private static bool IsSeam(double x, double y, double middle, double height) => Math.Abs(y - height - Curve(x, middle, 0)) < 1.7;

    // How far the edge of a cylinder's end is from its middle's height; negative beside the cylinder.
    private static double Curve(double x, double middle, double margin)
    {
        var part = (x - middle) / (32 + margin);
        return Math.Abs(part) > 1 ? -1 : 11 * Math.Sqrt(1 - (part * part));
    }

    private static byte[] Rows()
    {
        var rows = new MemoryStream();
        for (var y = 0; y < Size; y++)
        {
            // The bytes of a row are as they are, without a filter.
            rows.WriteByte(0);
            for (var x = 0; x < Size; x++)
                rows.Write(Pixel(x, y), 0, 4);
        }
        return rows.ToArray();
    }

    private static byte[] Pixel(int x, int y)
    {
        var sums = new int[4];
        var opaque = 0;
        for (var point = 0; point < Points * Points; point++)
        {
            var colour = ColourAt(x + (((point % Points) + 0.5) / Points), y + (((point / Points) + 0.5) / Points));
            opaque += colour[3] / 255;
            for (var part = 0; part < 4; part++)
                sums[part] += colour[part];
        }
        var count = Math.Max(opaque, 1);
        return new[]
        {
            (byte)(sums[0] / count), (byte)(sums[1] / count), (byte)(sums[2] / count), (byte)(sums[3] / (Points * Points)),
        };
    }

    // RFC 1950: deflated bytes between a header and their Adler-32.
    private static byte[] Compress(byte[] bytes)
    {
        var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(bytes, 0, bytes.Length);
        uint low = 1, high = 0;
        foreach (var each in bytes)
        {
            low = (low + each) % 65521;
            high = (high + low) % 65521;
        }
        return Join(new byte[] { 0x78, 0xDA }, deflated.ToArray(), BigEndian((high << 16) | low));
    }

    // https://www.w3.org/TR/png-3/#5Chunk-layout
    private static void Write(Stream file, string type, byte[] data)
    {
        var named = Join(Encoding.ASCII.GetBytes(type), data);
        var chunk = Join(BigEndian((uint)data.Length), named, BigEndian(Checksum(named)));
        file.Write(chunk, 0, chunk.Length);
    }

    // CRC-32, bit by bit.
    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var each in bytes)
        {
            sum ^= each;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
        }
        return ~sum;
    }

    private static byte[] BigEndian(uint number) =>
        new[] { (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number };

    private static byte[] Join(params byte[][] parts)
    {
        var all = new MemoryStream();
        foreach (var part in parts)
            all.Write(part, 0, part.Length);
        return all.ToArray();
    }
}
