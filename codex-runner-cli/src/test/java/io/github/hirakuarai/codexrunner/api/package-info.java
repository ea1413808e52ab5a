/** Keeps the promise to embedders and plugin authors: what is public is listed, described, and changes in sight. */
package io.github.hirakuarai.codexrunner.api;
