/** Records of whole numbers in shared memory. Only the thread that has the baton may use them. */
export class Table<Field extends string> {
  readonly #cells: Int32Array;
  readonly #columns: Readonly<Record<string, number>>;
  readonly #width: number;

  /**
   * @param cells At least `fields.length` cells per record.
   * @param fields The names of a record's cells.
   */
  constructor(cells: Int32Array, fields: readonly Field[]) {
    this.#cells = cells;
    this.#width = fields.length;
    this.#columns = Object.fromEntries(fields.map((field, index) => [field, index]));
  }

  /** A cell's value. */
  get(row: number, field: Field): number {
    return this.#cells[row * this.#width + (this.#columns[field] as number)] as number;
  }

  /** Sets a cell. */
  set(row: number, field: Field, value: number): void {
    this.#cells[row * this.#width + (this.#columns[field] as number)] = value;
  }

  /** Sets cells of one record. */
  put(row: number, values: Readonly<Partial<Record<Field, number>>>): void {
    for (const field in values) this.set(row, field, values[field] as number);
  }
}
