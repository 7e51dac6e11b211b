/** Modules and declarations for each file of the sources, before they are packed. */
export interface Emitted {
  /**
   * The file with an entry's code.
   *
   * @param path The entry's path without ending.
   */
  moduleOf(path: string): string;
  /**
   * The file with an entry's declarations.
   *
   * @param path The entry's path without ending.
   */
  typesOf(path: string): string;
}
