// What `assertEquals` calls and Node 20 lacks. The library's own use of it would be an error of `scripts/build_npm`.
Set.prototype.symmetricDifference ??= function symmetricDifference(other) {
  const difference = new Set(this);
  for (const value of other.keys()) {
    if (!difference.delete(value)) difference.add(value);
  }
  return difference;
};
