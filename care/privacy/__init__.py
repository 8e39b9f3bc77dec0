"""What keeps the record private, and what a patient may ask of the clinic about it."""
