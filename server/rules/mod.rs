//! Owns the rules: one file each, with metadata, check and fixtures. Rules see the model, never each other.

mod bases;
mod build_packages_found;
mod build_signals;
mod cache_targets;
mod context;
mod copied_artifacts;
mod copies;
mod downloads;
mod entry_scripts;
mod errexit;
mod exec_form;
mod installations;
mod lines;
mod linking;
mod mentions;
mod mount_targets;
pub mod options;
mod package_leftovers;
mod ports;
mod rule;
mod secret_mounts;
mod shells;
mod shipped_go_builds;
mod started;
pub mod suggest;
mod undefined;

pub use context::{Context, Run};
pub use rule::{Check, Finding, Fix, Profile, Related, Replaced, Rule, Severity, Tag};

macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// All rules, sorted by id.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),*];
    };
}

registry![
    add_checksum_invalid,
    add_chmod_windows,
    add_git_vs_clone,
    add_instead_of_copy,
    add_remote_without_checksum,
    add_unpack,
    and_or_chain_semicolon,
    apk_virtual,
    apt_cache_mount_docker_clean,
    apt_key_deprecated,
    apt_lists_removed_too_late,
    apt_recommends,
    apt_update_alone,
    apt_use_apt_get,
    arg_after_use,
    arg_high_cache_bust,
    arg_not_redeclared,
    arg_shadowed_by_env,
    artifact_under_cache_mount,
    background_process,
    bashism_in_sh,
    build_tools_in_final,
    build_tools_removed_too_late,
    cache_mount_sharing,
    cache_mount_syntax,
    cache_mount_user,
    cache_mount_wrong_target,
    cd_instead_of_workdir,
    cgo_binary_in_static_base,
    chmod_after_copy,
    chown_after_copy,
    chown_named_no_passwd,
    chpasswd,
    circular_stage,
    cmd_shell_form_no_shell,
    consecutive_run,
    copy_after_user_without_chown,
    copy_from_empty_scratch,
    copy_from_index,
    copy_from_later_stage,
    copy_from_path_not_produced,
    copy_from_self,
    copy_from_unknown,
    copy_git_dir,
    copy_glob_unstable,
    copy_ignored_file,
    copy_includes_build_tree,
    copy_link,
    copy_missing_source,
    copy_multi_src_dest_slash,
    copy_relative_no_workdir,
    copy_several_to_file,
    copy_source_before_deps_install,
    credential_command,
    cross_compile_hint,
    curl_fail,
    curl_follow,
    curl_pipe_shell,
    curl_retry,
    dash_echo_e,
    debug_env,
    debug_port_exposed,
    deprecated_image,
    deps_install_and_build_in_one_run,
    deps_manifest_missing_lockfile,
    dev_command_in_final,
    dev_dependencies_in_runtime,
    dev_server_in_final,
    device_needs_labs,
    dockerignore_missing,
    dotnet_publish_config,
    download_no_verify,
    duplicate_arg,
    duplicate_env_key,
    duplicate_stage_name,
    duplicate_work_across_stages,
    empty_continuation_line,
    entrypoint_drops_inherited_cmd,
    entrypoint_not_executable,
    entrypoint_script_no_exec,
    env_build_only,
    env_override_path,
    env_self_reference,
    eol_base,
    escape_directive_value,
    expose_admin_port,
    expose_invalid_format,
    expose_proto_casing,
    expose_unknown_protocol,
    extract_then_keep_archive,
    floating_base,
    from_as_casing,
    from_later_stage_is_image,
    from_stage_flag,
    go_build_strip,
    go_build_trimpath,
    gpg_batch,
    gpg_single_keyserver,
    healthcheck_missing,
    healthcheck_shell_form_no_shell,
    healthcheck_tool_missing,
    heredoc_shell_mismatch,
    heredoc_without_set_e,
    insecure_http_url,
    instruction_casing,
    interactive,
    invalid_base_image,
    invalid_check_directive,
    invalid_chmod,
    invalid_copy_source,
    invalid_default_arg_in_from,
    invalid_definition_description,
    invalid_expansion,
    invalid_flag_value,
    invalid_healthcheck,
    invalid_json_form,
    invalid_key_value,
    invalid_onbuild_copy_from,
    invalid_platform,
    invalid_port,
    invalid_stage_name,
    invalid_stop_signal,
    invalid_volume,
    java_fat_jar_glob,
    json_args,
    label_duplicate_key,
    label_key_format,
    label_schema,
    large_context_copy,
    latest_base,
    legacy_key_value,
    libc_mismatch,
    line_length,
    line_too_long,
    maintainer,
    missing_arguments,
    missing_cache_mount,
    multiple_instructions,
    no_stage,
    npm_install_vs_ci,
    onbuild_invalid_trigger,
    onbuild_surprise,
    opcache,
    os_upgrade,
    package_cache_in_layer,
    package_install_without_yes,
    pid1_sudo_npm,
    pipe_without_pipefail,
    platform_const,
    platform_mismatch,
    pointless_command,
    prefer_copy_heredoc,
    prefer_heredoc_run,
    python_user_install,
    python_venv_path,
    redundant_target_platform,
    reserved_stage_name,
    rm_in_later_layer,
    run_cd_failure,
    run_export_lost,
    run_in_shell_less_base,
    run_network_host,
    run_security_insecure,
    runtime_lib_missing,
    runtime_runs_as_root,
    scratch_missing_certificates,
    scratch_missing_passwd,
    scratch_missing_tzdata,
    secret_arg_in_run,
    secret_file_copied,
    secret_in_arg_env,
    secret_label,
    secret_literal,
    secret_mount_leak,
    secret_mount_missing,
    secret_mount_unused,
    secret_mount_world_readable,
    secret_removed_in_later_layer,
    sh_link_changed,
    shell_form_entrypoint_ignores_cmd,
    signature_check_off,
    single_stage_build,
    sort_packages,
    space_before_equals,
    split_go_mod_download,
    spring_layered_jar,
    stage_name_casing,
    sudo,
    suppression_used,
    syntax_directive_position,
    tag_and_digest,
    target_not_found,
    telemetry_opt_out,
    tls_verify_off,
    toolchain_final_stage,
    trailing_space_after_escape,
    undefined_arg_in_from,
    undefined_var,
    unknown_flag,
    unknown_instruction,
    unpinned_digest,
    unpinned_package,
    untagged_base,
    unterminated_heredoc,
    untrusted_registry,
    unused_arg,
    unused_stage,
    url_credentials,
    user_created_unused,
    user_group_drops_supplementary,
    user_non_numeric,
    useradd_high_uid,
    version_mismatch,
    volatile_early,
    volume_system,
    volume_then_write,
    wget_and_curl,
    wget_progress,
    whole_filesystem_copy,
    windows_mounts,
    windows_stopsignal,
    workdir_relative,
    workdir_run_mkdir,
    workdir_system_dir,
    world_writable,
    writable_by_app_user,
    xdebug_in_final,
];

/// The rule of that id, or all rules with that alias: one check of another tool can be several rules of ours.
pub fn find(name: &str) -> Vec<&'static Rule> {
    let by_id: Vec<_> = RULES.iter().copied().filter(|rule| rule.id == name).collect();
    if by_id.is_empty() { RULES.iter().copied().filter(|rule| rule.aliases.iter().any(|alias| is_alias(alias, name))).collect() } else { by_id }
}

/// Whether an alias is meant by a name: in any case, and for BuildKit's checks also without the prefix.
pub fn is_alias(alias: &str, name: &str) -> bool {
    alias.eq_ignore_ascii_case(name) || alias.strip_prefix("buildkit/") == Some(name)
}

/// Address of a rule's page in the published book.
pub fn page_url(id: &str) -> String {
    format!("https://stagewright.dev/rules/{id}")
}

/// The first sentence of a rule's page: what it is about.
pub fn summary(rule: &Rule) -> &'static str {
    rule.docs.lines().skip(1).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}
