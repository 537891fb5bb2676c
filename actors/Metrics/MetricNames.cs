namespace Actors.Metrics;

/// <summary>Every metric's name, in one place: dashboards and alerts depend on them.</summary>
public static class MetricNames
{
    /// <summary>Always 1; labels say which build this is.</summary>
    public const string BuildInfo = "actors_build_info";

    /// <summary>Updates made.</summary>
    public const string BlockUpdates = "actors_block_updates_total";

    /// <summary>Loss of the last batch.</summary>
    public const string BlockLoss = "actors_block_loss";

    /// <summary>Whether a block is in a state.</summary>
    public const string BlockState = "actors_block_state";

    /// <summary>Seconds by phase.</summary>
    public const string BlockPhaseSeconds = "actors_block_phase_seconds_total";

    /// <summary>Seconds of a step.</summary>
    public const string BlockStepSeconds = "actors_block_step_seconds";

    /// <summary>Activations in an edge.</summary>
    public const string EdgeDepth = "actors_edge_depth";

    /// <summary>Activations an edge may hold.</summary>
    public const string EdgeCapacity = "actors_edge_capacity";

    /// <summary>Age of activations at use.</summary>
    public const string EdgeAge = "actors_edge_age_updates";

    /// <summary>Activations put in.</summary>
    public const string EdgeProduced = "actors_edge_produced_total";

    /// <summary>Activations used.</summary>
    public const string EdgeConsumed = "actors_edge_consumed_total";

    /// <summary>Activations lost.</summary>
    public const string EdgeDropped = "actors_edge_dropped_total";

    /// <summary>Bytes that an edge to another node has sent.</summary>
    public const string EdgeSentBytes = "actors_edge_sent_bytes_total";

    /// <summary>Frames that an edge to another node has sent again.</summary>
    public const string EdgeResentFrames = "actors_edge_resent_frames_total";

    /// <summary>Whether an edge to another node has a connection.</summary>
    public const string EdgeConnected = "actors_edge_connected";

    /// <summary>Connections and frames that the edge port has refused.</summary>
    public const string EdgeRejectedFrames = "actors_edge_rejected_frames_total";

    /// <summary>Clips that left the loader.</summary>
    public const string Clips = "actors_clips_total";

    /// <summary>Clips that could not be decoded.</summary>
    public const string ClipsSkipped = "actors_clips_skipped_total";

    /// <summary>Seconds that blocks stood still for want of data.</summary>
    public const string DataWaitSeconds = "actors_data_wait_seconds_total";

    /// <summary>Clips cut from frames that were kept.</summary>
    public const string FrameCacheHits = "actors_frame_cache_hits_total";

    /// <summary>Clips that had to be decoded although frames are kept.</summary>
    public const string FrameCacheMisses = "actors_frame_cache_misses_total";

    /// <summary>Videos whose frames were removed to make room.</summary>
    public const string FrameCacheEvictions = "actors_frame_cache_evictions_total";

    /// <summary>Bytes of frames that are kept.</summary>
    public const string FrameCacheBytes = "actors_frame_cache_bytes";

    /// <summary>Steps refused for a loss or gradient that is not finite.</summary>
    public const string NonFinite = "actors_nonfinite_total";

    /// <summary>Restarts of a block's actor.</summary>
    public const string BlockRestarts = "actors_block_restarts_total";

    /// <summary>Times a starved consumer learned from an activation again.</summary>
    public const string EdgeReused = "actors_edge_reused_total";

    /// <summary>Faults that the configuration asked for and that have fired.</summary>
    public const string FaultsFired = "actors_faults_fired_total";

    /// <summary>Snapshots that could not be written.</summary>
    public const string SnapshotFailures = "actors_snapshot_failures_total";

    /// <summary>Seconds from a snapshot's first share to its manifest.</summary>
    public const string SnapshotSeconds = "actors_snapshot_seconds";

    /// <summary>When the last whole snapshot was written.</summary>
    public const string SnapshotLastSuccess = "actors_snapshot_last_success_timestamp_seconds";

    /// <summary>Members of the cluster by status.</summary>
    public const string ClusterMembers = "actors_cluster_members";

    /// <summary>Tensors a block holds.</summary>
    public const string LiveTensors = "actors_live_tensors";
}
