using Actors.Data.Clips;
using Actors.Data.Datasets;
using Xunit;

namespace Actors.Tests.Data.Datasets;

public class SharedDatasetTests
{
    static readonly ClipGeometry Small = new(Size: 32);

    [Theory]
    [InlineData("data/tennis7", "train", 283, 7)]
    [InlineData("data/tennis7", "test", 88, 7)]
    [InlineData("data/tennis7", "all", 371, 7)]
    [InlineData("data/table_tennis", "train", 117, 8)]
    [InlineData("data/table_tennis", "test", 40, 8)]
    [InlineData("data/table_tennis", "all", 157, 8)]
    [InlineData("data/ucf101_mini", "train", 12, 3)]
    [InlineData("data/ucf101_mini", "train01", 12, 3)]
    [InlineData("data/ucf101_mini", "test", 3, 3)]
    [InlineData("data/ucf101_mini", "all", 15, 3)]
    [InlineData("data/torture", "all", 84, 1)]
    public void Every_split_has_its_files_and_the_class_is_the_folder(string folder, string split, int count, int classes)
    {
        string path = SharedFolder.Path(folder);
        VideoDataset set = VideoDataset.Open(path, split, new FakeDecoder(), Small);
        Assert.Equal((count, classes), (set.Count, set.Classes.Count));
        Assert.Equal($"{Path.GetFileName(folder)}/{split}", set.Name);
        Assert.Equal(set.Classes.Order(StringComparer.Ordinal), set.Classes);
        Assert.Equal(count, set.Files.Select(file => file.Name).Distinct().Count());
        Assert.All(set.Files, file => Assert.True(File.Exists(file.Path), file.Path));
        if (classes > 1)
        {
            Assert.All(set.Files, file => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(file.Path)), set.Classes[file.Label]));
        }
    }

    [Fact]
    public void Splits_are_named_after_their_lists()
    {
        Assert.Equal(["test", "train", "all"], VideoDataset.SplitsOf(SharedFolder.Path("data/tennis7")));
        Assert.Equal(["test01", "train01", "all"], VideoDataset.SplitsOf(SharedFolder.Path("data/ucf101_mini")));
        Assert.Equal(["all"], VideoDataset.SplitsOf(SharedFolder.Path("data/torture")));
    }

    [Fact]
    public void Training_and_test_clips_of_a_split_are_apart()
    {
        foreach (string folder in (string[])["data/tennis7", "data/table_tennis", "data/ucf101_mini"])
        {
            string path = SharedFolder.Path(folder);
            IEnumerable<string> train = VideoDataset.Open(path, "train", new FakeDecoder(), Small).Files.Select(file => file.Name);
            IEnumerable<string> test = VideoDataset.Open(path, "test", new FakeDecoder(), Small).Files.Select(file => file.Name);
            Assert.Empty(train.Intersect(test));
        }
    }
}
