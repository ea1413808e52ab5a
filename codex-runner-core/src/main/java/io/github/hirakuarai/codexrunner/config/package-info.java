/** The configuration file as values: read, checked against its schema, and filled with defaults. */
@NullMarked
package io.github.hirakuarai.codexrunner.config;

import org.jspecify.annotations.NullMarked;
