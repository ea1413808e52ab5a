package io.github.hirakuarai.codexrunner.forge;

import java.util.LinkedHashMap;
import java.util.Map;

/** A project of an account: issues of any repository, each with its values by the field's name. */
final class ProjectEntry {

    final long id;
    final ForgeUser owner;
    final int number;
    final String title;
    final Map<IssueEntry, Map<String, String>> items = new LinkedHashMap<>();

    ProjectEntry(long id, ForgeUser owner, int number, String title) {
        this.id = id;
        this.owner = owner;
        this.number = number;
        this.title = title;
    }
}
