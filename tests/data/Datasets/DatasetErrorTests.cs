using Actors.Data;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Datasets;

public class DatasetErrorTests
{
    static readonly ClipGeometry Small = new(Size: 32);

    [Fact]
    public void A_missing_folder_is_named_with_the_place_looked_at() =>
        Says("nowhere", null, "no such folder", Path.GetFullPath("nowhere"));

    [Fact]
    public void A_file_is_not_a_folder()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("clip.mp4");
        Says(Path.Combine(folder.Path, "clip.mp4"), null, "is a file, not a folder");
    }

    [Fact]
    public void A_folder_without_videos_says_what_it_looked_for()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("README.md", "notes.tsv", "a/readme.txt");
        Says(folder.Path, null, "has no videos", ".mp4");
    }

    [Fact]
    public void Videos_beside_class_folders_are_not_silently_dropped()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4", "stray.mp4");
        Says(folder.Path, null, "stray.mp4", "move those into class folders");
    }

    [Fact]
    public void An_unknown_split_is_told_which_exist()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4").Write("train.txt", "a/1.mp4 0\n");
        Says(folder.Path, "validation", "no split 'validation'", "it has train, all");
        Says(folder.Path, "test", "it has train, all");
    }

    [Fact]
    public void A_list_that_names_missing_files_counts_them_and_names_the_first_few()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4")
            .Write("train.txt", "a/1.mp4 0\n\na/2.mp4 0\na/with space.mp4\na/4.mp4 0\na/5.mp4 0\n");
        Says(folder.Path, "train", "train.txt", "4 of 5 files are not there: a/2.mp4 (line 3), a/with space.mp4 (line 4), a/4.mp4 (line 5), …");
    }

    [Theory]
    [InlineData("a/1.mp4 zero", "line 1: 'zero' is not a label")]
    [InlineData("a/1.mp4 -1", "line 1: '-1' is not a label")]
    [InlineData("a/1.mp4 0\nb/2.mp4 0", "line 2: label 0 for b contradicts an earlier line (0 was a)")]
    [InlineData("a/1.mp4 0\na/3.mp4 1", "line 2: label 1 for a contradicts an earlier line (a was 0)")]
    [InlineData("stray.mp4 0", "line 1: stray.mp4 does not lie in a class folder")]
    [InlineData("\n\n", "names no file")]
    public void A_malformed_list_is_named_with_its_line(string list, string says)
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4", "a/3.mp4", "b/2.mp4", "stray.mp4").Write("trainlist.txt", list);
        Says(folder.Path, null, "trainlist.txt", says);
    }

    [Theory]
    [InlineData("1 a\n2 b", "a/1.mp4 3", "testlist01.txt, line 1: label 3 is not one of 1 to 2")]
    [InlineData("1 a\n2 b", "a/1.mp4 0", "testlist01.txt, line 1: label 0 is not one of 1 to 2")]
    [InlineData("1 a\n2 b", "a/1.mp4 2", "testlist01.txt, line 1: label 2 is b in classInd.txt, but the file lies in a")]
    [InlineData("1 b", "a/1.mp4", "testlist01.txt, line 1: no label, and its folder a is not in classInd.txt")]
    [InlineData("1 a\n3 b", "a/1.mp4", "classInd.txt, line 2: expected '2 NAME', found '3 b'")]
    [InlineData("a", "a/1.mp4", "classInd.txt, line 1: expected '1 NAME', found 'a'")]
    public void A_class_index_that_does_not_fit_is_named_with_its_line(string index, string list, string says)
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4").Write("classInd.txt", index).Write("testlist01.txt", list);
        Says(folder.Path, "test", says);
    }

    [Fact]
    public void Two_lists_of_one_split_are_refused()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4").Write("train.txt", "a/1.mp4").Write("trainlist.txt", "a/1.mp4");
        Says(folder.Path, null, "both train.txt and trainlist.txt list the split train");
    }

    [Fact]
    public void The_class_index_orders_the_classes_and_its_labels_count_from_one()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4", "b/2.mp4").Write("classInd.txt", "1 b\n2 a\n")
            .Write("trainlist01.txt", "a/1.mp4 2\nb/2.mp4 1\n").Write("testlist01.txt", "b/2.mp4\n");
        VideoDataset train = VideoDataset.Open(folder.Path, null, new FakeDecoder(), Small, 4);
        Assert.Equal(["b", "a"], train.Classes);
        Assert.Equal([1, 0], train.Files.Select(file => file.Label));
        Assert.Equal(0, VideoDataset.Open(folder.Path, "test", new FakeDecoder(), Small).LabelOf(0));
    }

    [Fact]
    public void A_flat_folder_takes_its_classes_from_the_numbers_of_all_lists()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("1.mp4", "2 b.mp4", "3.mp4")
            .Write("train.txt", "1.mp4 0\n2 b.mp4 1\n").Write("test.txt", "3.mp4 2\n");
        VideoDataset train = VideoDataset.Open(folder.Path, "train", new FakeDecoder(), Small);
        Assert.Equal(["0", "1", "2"], train.Classes);
        Assert.Equal([("1.mp4", 0), ("2 b.mp4", 1)], train.Files.Select(file => (file.Name, file.Label)));
        folder.Write("train.txt", "1.mp4 0\n2 b.mp4\n");
        Says(folder.Path, "train", "line 2: no label, though other lines have one");
    }

    [Fact]
    public void A_source_is_found_by_name_and_a_bad_folder_needs_no_decoder()
    {
        ClipSourceOptions options = new() { Geometry = Small, GeneratedClips = 24 };
        Func<IVideoDecoder> none = () => throw new InvalidOperationException("no decoder here");
        Assert.Equal(["motion/train", "motion/test"], ((string?[])[null, "test"]).Select(split =>
            ClipSources.Open("motion", options with { Split = split }, none).Name));
        IClipSource test = ClipSources.Open("gratings", options with { Split = "test" }, none);
        IClipSource train = ClipSources.Open("gratings", options with { Split = "train" }, none);
        Assert.Equal((2160, 8640), (test.Count, train.Count));
        Assert.Equal(10_800, Enumerable.Range(0, 2160).Select(test.NameOf).Concat(Enumerable.Range(0, 8640).Select(train.NameOf)).Distinct().Count());
        Assert.Equal(test.NameOf(5), test.Read(5, 0, 0).Name);
        Assert.Equal(15_552, ClipSources.Open("double-gratings", options, none).Count);
        Assert.Contains("no such folder", Assert.Throws<DatasetException>(() => ClipSources.Open("nowhere", options, none)).Message, StringComparison.Ordinal);
        Assert.Contains("it has train, test", Assert.Throws<DatasetException>(() =>
            ClipSources.Open("motion", options with { Split = "dev" }, none)).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4");
        Assert.Equal(1, ClipSources.Open(folder.Path, options, () => new FakeDecoder()).Count);
    }

    static void Says(string path, string? split, params string[] parts)
    {
        DatasetException failure = Assert.Throws<DatasetException>(() => VideoDataset.Open(path, split, new FakeDecoder(), Small));
        Assert.All(parts, part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
    }
}
