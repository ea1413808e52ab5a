package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.RepositoryName;

/**
 * A repository as the API gives it.
 *
 * @param id its numeric id, which a renaming does not change
 * @param name its name of today
 */
record RepositoryEntry(long id, RepositoryName name) {}
