namespace Library;

public sealed record Film(int Id, string Title);
