/**
 * YAML read as a compiler reads source: every value with its place, every silent misreading refused, and the whole
 * checked against a JSON Schema.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.yaml;

import org.jspecify.annotations.NullMarked;
