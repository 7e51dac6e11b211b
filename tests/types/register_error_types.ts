/** Checked by the compiler alone: registerError. */

import { type ErrorClass, registerError } from "sideloop";

class HttpError extends Error {
  readonly status: number;

  constructor(status: number, options?: ErrorOptions) {
    super(`${status}`, options);
    this.status = status;
  }
}

abstract class AbstractError extends TypeError {
  abstract readonly kind: string;
}

export function errorClassesAreTyped(name: string): ErrorClass[] {
  const same: typeof HttpError = registerError(HttpError);
  const named: typeof HttpError = registerError(HttpError, name);
  const made: HttpError = new (registerError(HttpError))(404, { cause: 1 });
  registerError(AbstractError);
  registerError(DOMException, "exception");
  // @ts-expect-error a class of something else
  registerError(Date);
  // @ts-expect-error an error is no class
  registerError(new HttpError(404));
  // @ts-expect-error the name is a text
  registerError(HttpError, 5);
  // @ts-expect-error the class is required
  registerError();
  // @ts-expect-error a class is no function that makes errors
  registerError(() => new Error());
  return [same, named, AbstractError, made.constructor as typeof HttpError];
}
