using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Actors.Tests")]

return 0;
