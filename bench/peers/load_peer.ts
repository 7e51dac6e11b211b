/**
 * Imports a peer. Not by a literal name: type checks and linting shall pass where none is installed.
 *
 * @param name As in an import.
 */
export async function loadPeer<Peer>(name: string): Promise<Peer> {
  return await import(name) as Peer;
}
